//! The vault: the server side's store of ciphertext.
