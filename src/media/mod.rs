//! Removal of metadata from photographs, in constant memory.
