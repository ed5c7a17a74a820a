"""Why the operating system refuses a file, in plain words, and what to do about it."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from types import MappingProxyType

_WORDS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        errno.ENOENT: ("没有这个文件或文件夹", "检查路径写得对不对"),
        errno.EISDIR: ("这是文件夹，不是文件", "写上一个文件的名称"),
        errno.ENOTDIR: ("路径当中有一段是文件，不是文件夹", "检查路径写得对不对"),
        errno.EACCES: ("没有权限", "换有权限的账号，或请管理员开放"),
        errno.EPERM: ("没有权限", "换有权限的账号，或请管理员开放"),
        errno.EROFS: ("这里只能读，不能写", "换一个能写的位置"),
        errno.ENOSPC: ("磁盘满了", "清理磁盘再来"),
        errno.EDQUOT: ("磁盘满了", "清理磁盘再来"),
        errno.EFBIG: ("文件太大", "换一个小些的文件"),
        errno.ENAMETOOLONG: ("名称太长", "换一个短些的名称"),
        errno.ELOOP: ("链接绕成了圈", "写上文件本来的位置"),
        errno.EBUSY: ("别的程序正在用它", "关掉那个程序再来"),
        errno.ETXTBSY: ("别的程序正在用它", "关掉那个程序再来"),
        errno.EIO: ("磁盘读写出错", "检查磁盘或 U 盘"),
        errno.EMFILE: ("打开的文件太多", "稍后再来"),
    }
)


def reason_of(error: OSError) -> tuple[str, str]:
    """Return why a file cannot be used, and the remedy."""
    told = error.strerror or str(error)
    return _WORDS.get(error.errno or 0, (told, "检查文件是否存在、能否读写"))
