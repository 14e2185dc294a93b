"""Milenage, the authentication functions of USIM and home network (TS 35.206)."""

from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 16


class Answer(NamedTuple):
    """The output of f2 to f5 for one RAND."""

    res: bytes
    ck: bytes
    ik: bytes
    ak: bytes


class Milenage:
    """The functions f1 to f5* for one subscriber.

    Args:
        k: the subscriber's key, 16 bytes.
        opc: the operator's constant bound to that key, 16 bytes.
    """

    def __init__(self, k: bytes, opc: bytes) -> None:
        self._encryptor = Cipher(algorithms.AES(k), modes.ECB()).encryptor()  # noqa: S305
        self._opc = opc

    @classmethod
    def from_op(cls, k: bytes, op: bytes) -> "Milenage":
        """Create the functions from the operator's OP instead of OPc."""
        encryptor = Cipher(algorithms.AES(k), modes.ECB()).encryptor()  # noqa: S305
        return cls(k, xor(encryptor.update(op), op))

    @property
    def opc(self) -> bytes:
        """The operator's constant, 16 bytes."""
        return self._opc

    def f1(self, rand: bytes, sqn: bytes, amf: bytes) -> bytes:
        """Return MAC-A, 8 bytes, which authenticates the network to the USIM."""
        return self._out1(rand, sqn, amf)[:8]

    def f1_star(self, rand: bytes, sqn: bytes, amf: bytes) -> bytes:
        """Return MAC-S, 8 bytes, which authenticates a resynchronisation to the network."""
        return self._out1(rand, sqn, amf)[8:]

    def f2345(self, rand: bytes) -> Answer:
        """Return RES (8 bytes), CK, IK (16 each) and AK (6)."""
        temp = self._temp(rand)
        out2 = self._out(temp, rotation=0, constant=1)
        out3 = self._out(temp, rotation=4, constant=2)
        out4 = self._out(temp, rotation=8, constant=4)
        return Answer(res=out2[8:], ck=out3, ik=out4, ak=out2[:6])

    def f5_star(self, rand: bytes) -> bytes:
        """Return AK* of a resynchronisation, 6 bytes."""
        return self._out(self._temp(rand), rotation=12, constant=8)[:6]

    def _temp(self, rand: bytes) -> bytes:
        return self._encryptor.update(xor(rand, self._opc))

    def _out1(self, rand: bytes, sqn: bytes, amf: bytes) -> bytes:
        in1 = _rotated(xor((sqn + amf) * 2, self._opc), 8)
        return xor(self._encryptor.update(xor(self._temp(rand), in1)), self._opc)

    def _out(self, temp: bytes, rotation: int, constant: int) -> bytes:
        rotated = _rotated(xor(temp, self._opc), rotation)
        block = xor(rotated, constant.to_bytes(_BLOCK))
        return xor(self._encryptor.update(block), self._opc)


def xor(left: bytes, right: bytes) -> bytes:
    """Return the exclusive or of two byte strings of the same length."""
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _rotated(block: bytes, count: int) -> bytes:
    return block[count:] + block[:count]
