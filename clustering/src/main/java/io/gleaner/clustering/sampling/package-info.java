/** Random choice that repeats: draws keyed by (seed, purpose, id), and samples made of them. */
package io.gleaner.clustering.sampling;
