"""PyTorch's answers for small and full-size checkpoints of every encoder family.

A checkpoint's folder holds what its authors publish, then pixels.f32 (little-endian float32, [images, 3, height, width]),
POOLING.f32 ([images, dimension]) for each pooling it offers, images-POOLING.f32 where photographs were embedded, and
golden.json, which says the shape of the pixels, the pooling that is the family's default, and each pooling's dimension.

T is the family's last normalised tokens: cls = T[:, 0]; mean = the mean of T's patches, without class, distillation and
register tokens; cls_mean = both, in this order; pooler = what the family's own model calls its pooled output;
projection = CLIP's, before any normalisation.
"""
