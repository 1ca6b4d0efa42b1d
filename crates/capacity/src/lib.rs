//! How much may pass: partitions of the hash space, heat, splits.
