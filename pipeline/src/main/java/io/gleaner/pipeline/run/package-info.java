/**
 * A run: its directory, its stages in order, and what is done again. Open {@link
 * io.gleaner.pipeline.run.Stages}, whose body is the recipe; each stage is one class named after
 * what it does, reads folders that an earlier stage has marked as complete and writes its own.
 */
package io.gleaner.pipeline.run;
