/**
 * The one pass over the bytes: read, decode, check, hash, embed, write. Bytes stop here. Open
 * {@link io.gleaner.pipeline.embed.EmbedImages}.
 */
package io.gleaner.pipeline.embed;
