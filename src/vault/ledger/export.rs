//! Everything an auditor needs, in a folder.
