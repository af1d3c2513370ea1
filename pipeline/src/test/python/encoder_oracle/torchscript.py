"""Users' own networks: TorchScript with its YAML, and one pooling, embeddings."""
import torch

from encoder_oracle import golden

YAML = "resize: {}\ninterpolation: bilinear\ncrop: {}\nmean: [0.485, 0.456, 0.406]\nstd: [0.229, 0.224, 0.225]\n"


class Copies(torch.nn.Module):
    """A small stand-in for a copy-detection network: convolution, mean, linear, unit length."""

    def __init__(self):
        super().__init__()
        self.stem = torch.nn.Conv2d(3, 8, 3, 2)
        self.head = torch.nn.Linear(8, 16)

    def forward(self, x):
        y = self.head(torch.relu(self.stem(x)).mean((2, 3)))
        return torch.nn.functional.normalize(y)


def save(folder, seed):
    """The small one, and its golden."""
    network = torch.jit.script(golden.randomise(Copies(), seed))
    write(folder, "copies", network, golden.random_pixels(2, 16), YAML.format(20, 16))


def write(folder, name, network, pixels, yaml):
    network.save(str(folder / f"{name}.pt"))
    (folder / f"{name}.yaml").write_text(yaml)
    with torch.no_grad():
        golden.write(folder, pixels, "embeddings", {"embeddings": network(pixels)})
