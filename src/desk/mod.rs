//! The unit side: the console where the keys live.
