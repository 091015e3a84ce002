//! The staff API: signed requests in, ciphertext out.
