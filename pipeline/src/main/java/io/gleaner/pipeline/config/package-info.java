/**
 * One YAML file to one {@link io.gleaner.pipeline.config.Recipe}. {@link
 * io.gleaner.pipeline.config.Schema} lists every key with type, default, what is allowed and what
 * it means; parsing, messages and docs/configuration.md all come from it.
 */
package io.gleaner.pipeline.config;
