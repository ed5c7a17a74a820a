"""The part of librime's C interface (rime_api.h) that the terminal calls."""

from __future__ import annotations

import ctypes
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_size_t, c_void_p
from functools import cache

__all__ = ["Api", "Context", "RimeError", "Traits", "data_size", "open_library"]

_LIBRARY = "librime.so.1"


class RimeError(Exception):
    """librime or its data is missing or unusable; the message says so in plain Chinese."""


class Traits(ctypes.Structure):
    """Where librime finds its data and keeps its own."""

    _fields_ = (
        ("data_size", c_int),
        ("shared_data_dir", c_char_p),
        ("user_data_dir", c_char_p),
        ("distribution_name", c_char_p),
        ("distribution_code_name", c_char_p),
        ("distribution_version", c_char_p),
        ("app_name", c_char_p),
        ("modules", c_void_p),
        ("min_log_level", c_int),
        ("log_dir", c_char_p),
        ("prebuilt_data_dir", c_char_p),
        ("staging_dir", c_char_p),
    )


class _Composition(ctypes.Structure):
    _fields_ = (
        ("length", c_int),
        ("cursor_pos", c_int),
        ("sel_start", c_int),
        ("sel_end", c_int),
        ("preedit", c_char_p),
    )


class _Candidate(ctypes.Structure):
    _fields_ = (("text", c_char_p), ("comment", c_char_p), ("reserved", c_void_p))


class _Menu(ctypes.Structure):
    _fields_ = (
        ("page_size", c_int),
        ("page_no", c_int),
        ("is_last_page", c_int),
        ("highlighted_candidate_index", c_int),
        ("num_candidates", c_int),
        ("candidates", POINTER(_Candidate)),
        ("select_keys", c_char_p),
    )


class Context(ctypes.Structure):
    """What is typed and which candidates are shown for it."""

    _fields_ = (
        ("data_size", c_int),
        ("composition", _Composition),
        ("menu", _Menu),
        ("commit_text_preview", c_char_p),
        ("select_labels", c_void_p),
    )


_ACTION = CFUNCTYPE(None)
_ON_TRAITS = CFUNCTYPE(None, POINTER(Traits))
_ON_SESSION = CFUNCTYPE(c_int, c_size_t)


class Api(ctypes.Structure):
    """The head of RimeApi; void pointers stand for what is not called."""

    _fields_ = (
        ("data_size", c_int),
        ("setup", _ON_TRAITS),
        ("set_notification_handler", c_void_p),
        ("initialize", _ON_TRAITS),
        ("finalize", _ACTION),
        ("start_maintenance", c_void_p),
        ("is_maintenance_mode", c_void_p),
        ("join_maintenance_thread", c_void_p),
        ("deployer_initialize", _ON_TRAITS),
        ("prebuild", c_void_p),
        ("deploy", c_void_p),
        ("deploy_schema", CFUNCTYPE(c_int, c_char_p)),
        ("deploy_config_file", CFUNCTYPE(c_int, c_char_p, c_char_p)),
        ("sync_user_data", c_void_p),
        ("create_session", CFUNCTYPE(c_size_t)),
        ("find_session", c_void_p),
        ("destroy_session", _ON_SESSION),
        ("cleanup_stale_sessions", c_void_p),
        ("cleanup_all_sessions", c_void_p),
        ("process_key", CFUNCTYPE(c_int, c_size_t, c_int, c_int)),
        ("commit_composition", c_void_p),
        ("clear_composition", CFUNCTYPE(None, c_size_t)),
        ("get_commit", c_void_p),
        ("free_commit", c_void_p),
        ("get_context", CFUNCTYPE(c_int, c_size_t, POINTER(Context))),
        ("free_context", CFUNCTYPE(c_int, POINTER(Context))),
        ("get_status", c_void_p),
        ("free_status", c_void_p),
        ("set_option", c_void_p),
        ("get_option", c_void_p),
        ("set_property", c_void_p),
        ("get_property", c_void_p),
        ("get_schema_list", c_void_p),
        ("free_schema_list", c_void_p),
        ("get_current_schema", c_void_p),
        ("select_schema", CFUNCTYPE(c_int, c_size_t, c_char_p)),
    )


def data_size(structure: type[ctypes.Structure]) -> int:
    """Return what librime expects in `data_size`: the size without that member."""
    return ctypes.sizeof(structure) - ctypes.sizeof(c_int)


@cache
def open_library() -> Api:
    """Load librime and start its log; raise RimeError where it is not installed."""
    # Cached because librime aborts when its log is started twice in a process. Only fatal errors
    # are logged: what is typed must reach no file.
    try:
        library = ctypes.CDLL(_LIBRARY)
        library.rime_get_api.restype = POINTER(Api)
        api: Api = library.rime_get_api().contents
    except (OSError, AttributeError) as error:
        raise RimeError(f"没有 {_LIBRARY}，请安装软件包 librime1") from error
    api.setup(
        Traits(data_size=data_size(Traits), app_name=b"rime.kiosk", min_log_level=3, log_dir=b"")
    )
    return api
