/** The door: {@link io.gleaner.retrieval.Retrieve}. */
package io.gleaner.retrieval;
