/**
 * Which pool images are byte for byte copies of curated images? A join by SHA-256, of which only
 * what may match is sent.
 */
package io.gleaner.pipeline.copies;
