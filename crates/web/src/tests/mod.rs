//! Tests through the router.
