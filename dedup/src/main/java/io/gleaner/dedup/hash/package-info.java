/**
 * Copies that hashes find: equal bytes by SHA-256, and pictures that look the same by a 64-bit hash
 * of their low frequencies. The transforms take blocks of {@link io.gleaner.dedup.hash.HashBlock},
 * shuffle them as blocks by hash, and give edges, each once. Knows nothing of decoding: who reads
 * images makes the 32 × 32 grey thumbnail.
 */
package io.gleaner.dedup.hash;
