/**
 * Results of queries as text, row by row: {@link io.gleaner.pipeline.print.ResultFormat} names the
 * forms. Open it first.
 */
package io.gleaner.pipeline.print;
