/**
 * A run's tables as SQL views of plain names, and what reads them. Open {@link
 * io.gleaner.pipeline.view.RunViews} first.
 */
package io.gleaner.pipeline.view;
