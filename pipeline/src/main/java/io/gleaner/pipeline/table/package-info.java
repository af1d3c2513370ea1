/**
 * Parquet tables: what a run's folders hold. A {@link io.gleaner.pipeline.table.Format} lists a
 * table's columns and how a record fills them; {@link io.gleaner.pipeline.table.TableWriter} writes
 * under a temporary name and renames; {@link io.gleaner.pipeline.table.TableReader} reads the
 * columns that are asked for, from any Parquet file, whoever wrote it. Knows no stage.
 */
package io.gleaner.pipeline.table;
