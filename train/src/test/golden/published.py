"""Makes the files of PublishedWeightsTest with PyTorch: what ResNets and IR-50 give, built under the names of published checkpoints.

Weights and pictures come from a formula that the test computes too, so that no checkpoint needs to be kept: value i of a tensor
is drawn by splitmix64 from the FNV-1a hash of its name. Networks are written here from the papers (He et al. 2016, Deng et al.
2019), with the names that torchvision and the usual face-recognition code give their layers.

Run from the repository root, with torch and safetensors: python train/src/test/golden/published.py
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

OUT = Path("train/src/test/resources/org/ambivalent/train")
FACES = 2


def uniform(name, count):
    """Numbers in [0, 1), multiples of 2^-24."""
    seed = np.uint64(0xCBF29CE484222325)
    with np.errstate(over="ignore"):
        for byte in name.encode():
            seed = (seed ^ np.uint64(byte)) * np.uint64(0x100000001B3)
        z = seed + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) * 2.0**-24


def values(name, shape):
    u = uniform(name, int(np.prod(shape)))
    if len(shape) > 1:
        fan_in = int(np.prod(shape[1:]))
        v = (2 * u - 1) * np.sqrt(6.0 / fan_in)
    elif name.endswith((".bias", ".running_mean")):
        v = 0.2 * (2 * u - 1)
    elif name.endswith(".running_var"):
        v = 0.5 + u
    else:
        # Small enough that features stay near 1 however many blocks add up.
        v = 0.25 + 0.5 * u
    return torch.from_numpy(v.astype(np.float32).reshape(shape))


def images(side):
    u = uniform("images", FACES * 3 * side * side)
    return torch.from_numpy((2 * u - 1).astype(np.float32).reshape(FACES, 3, side, side))


class Basic(nn.Module):
    expansion = 1

    def __init__(self, inside, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = None
        if stride != 1 or inside != width:
            self.downsample = nn.Sequential(nn.Conv2d(inside, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inside, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.downsample = None
        if stride != 1 or inside != 4 * width:
            self.downsample = nn.Sequential(
                nn.Conv2d(inside, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width)
            )

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = torch.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, block, counts):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(3, 2, 1)
        inside = 64
        for stage, count in enumerate(counts):
            width = 64 << stage
            blocks = []
            for i in range(count):
                blocks.append(block(inside, width, 2 if stage > 0 and i == 0 else 1))
                inside = width * block.expansion
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inside, 1000)

    def forward(self, x):
        x = self.pool(torch.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return x.mean((2, 3))


class IrBlock(nn.Module):
    def __init__(self, inside, width, stride):
        super().__init__()
        if inside == width:
            self.shortcut_layer = nn.MaxPool2d(1, stride)
        else:
            self.shortcut_layer = nn.Sequential(
                nn.Conv2d(inside, width, 1, stride, bias=False), nn.BatchNorm2d(width)
            )
        self.res_layer = nn.Sequential(
            nn.BatchNorm2d(inside),
            nn.Conv2d(inside, width, 3, 1, 1, bias=False),
            nn.PReLU(width),
            nn.Conv2d(width, width, 3, stride, 1, bias=False),
            nn.BatchNorm2d(width),
        )

    def forward(self, x):
        return self.res_layer(x) + self.shortcut_layer(x)


class Ir50(nn.Module):
    def __init__(self, side):
        super().__init__()
        self.input_layer = nn.Sequential(nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.PReLU(64))
        blocks, inside = [], 64
        for width, count in ((64, 3), (128, 4), (256, 14), (512, 3)):
            for i in range(count):
                blocks.append(IrBlock(inside, width, 2 if i == 0 else 1))
                inside = width
        self.body = nn.Sequential(*blocks)
        self.output_layer = nn.Sequential(
            nn.BatchNorm2d(512),
            nn.Dropout(),
            nn.Flatten(),
            nn.Linear(512 * (side // 16) ** 2, 512),
            nn.BatchNorm1d(512),
        )

    def forward(self, x):
        return self.output_layer(self.body(self.input_layer(x)))


def main():
    torch.set_num_threads(2)
    OUT.mkdir(parents=True, exist_ok=True)
    networks = {
        "resnet18": (ResNet(Basic, (2, 2, 2, 2)), 112),
        "resnet50": (ResNet(Bottleneck, (3, 4, 6, 3)), 112),
        "ir50": (Ir50(48), 48),
    }
    features, names = [], []
    for name, (network, side) in networks.items():
        state = network.state_dict()
        for key, tensor in state.items():
            names.append(f"{name} {key} {tensor.dtype} {','.join(map(str, tensor.shape))}")
            if tensor.is_floating_point():
                state[key] = values(key, tuple(tensor.shape))
        network.load_state_dict(state)
        network.eval()
        with torch.no_grad():
            given = network(images(side)).numpy()
        for face in given:
            features.append(f"{name} {side} " + " ".join(f"{value:.9g}" for value in face))
        print(name, given.shape, float(np.abs(given).max()))
    (OUT / "published-features.txt").write_text("\n".join(features) + "\n")
    (OUT / "published-names.txt").write_text("\n".join(names) + "\n")
    save_file(
        {
            "single": torch.tensor([[1.5, -2.25, 3e-30], [0.0, -1e30, 7.0]]),
            "half": torch.tensor([65504.0, -6.1035e-05, 5.9605e-08, 0.333251953125], dtype=torch.float16),
            "brain": torch.tensor([1.0, -3.140625, 1e30], dtype=torch.bfloat16),
            "count": torch.tensor(7),
        },
        OUT / "written-by-pytorch.safetensors",
        metadata={"format": "pt"},
    )


main()
