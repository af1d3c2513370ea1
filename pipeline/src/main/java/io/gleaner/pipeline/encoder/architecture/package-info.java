/**
 * Networks as text: from a checkpoint's configuration to TorchScript and the names of the tensors
 * that it reads, without a weight or an image.
 *
 * <p>Open {@link io.gleaner.pipeline.encoder.architecture.Family}. A family is a page ({@code Vit},
 * {@code Beit}, {@code Swin}, ...) that puts parts together ({@code Patches}, {@code Attention},
 * {@code FeedForward}, {@code Block}, {@code Head}); a part writes itself into a {@code Script}.
 * Knows nothing of libtorch, DJL or files.
 */
package io.gleaner.pipeline.encoder.architecture;
