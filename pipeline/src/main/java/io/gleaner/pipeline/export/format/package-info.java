/**
 * How the images of an export are laid out in files: one class for each format, and what all of
 * them share. Open {@link io.gleaner.pipeline.export.format.ExportFormat}, then {@code WebDataset}.
 * A format decides nothing about which images are exported, where their bytes come from or what is
 * done again after a failure: that is {@code pipeline.export}'s.
 */
package io.gleaner.pipeline.export.format;
