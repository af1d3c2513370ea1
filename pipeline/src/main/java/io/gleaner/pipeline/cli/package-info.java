/** The command line (docs/cli.md). Open {@link io.gleaner.pipeline.cli.Gleaner}. */
package io.gleaner.pipeline.cli;
