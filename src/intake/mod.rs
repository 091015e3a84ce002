//! The public face, where reports come in.
