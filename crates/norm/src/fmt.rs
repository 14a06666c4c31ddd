//! Prints a file of norms in its one canonical layout (S6).
