/** Where data is: one name for files of the local filesystem and of any that Beam reaches. */
package io.gleaner.pipeline.storage;
