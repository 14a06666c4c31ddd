//! A second, tiny, obvious engine.
