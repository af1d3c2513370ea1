/** Nearest neighbours by cosine, exact or through a graph. */
package io.gleaner.retrieval.neighbours;
