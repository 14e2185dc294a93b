"""A data network name (DNN) as NAS and PFCP carry it: length-prefixed labels (TS 23.003, 9A)."""


def encode_dnn(dnn: str) -> bytes:
    """Encode a data network name."""
    return b"".join(bytes([len(label)]) + label.encode() for label in dnn.split("."))


def decode_dnn(labels: bytes) -> str:
    """Decode a data network name; octets outside ASCII become U+FFFD."""
    names = []
    while labels:
        names.append(labels[1 : 1 + labels[0]].decode("ascii", "replace"))
        labels = labels[1 + labels[0] :]
    return ".".join(names)
