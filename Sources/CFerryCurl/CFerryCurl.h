/// The door to libcurl: typed forms of its variadic calls, and what differs between its versions.
///
/// One door for each kind of value, not for each option. Every function returns libcurl's own code unchanged.
#pragma once

#include <curl/curl.h>
#include <stddef.h>

/// Sets an option that takes a `long`.
static inline CURLcode ferry_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes a `curl_off_t`.
static inline CURLcode ferry_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes a C string; libcurl keeps a copy. `NULL` restores the default.
static inline CURLcode ferry_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes a pointer. libcurl keeps the pointer itself: what it points at must outlive the handle.
static inline CURLcode ferry_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes a list. libcurl keeps the list itself: it must outlive the transfer.
static inline CURLcode ferry_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

/// Names the function that provides the request's body.
static inline CURLcode ferry_curl_on_read(CURL *easy, curl_read_callback function, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, function);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_READDATA, context);
}

/// Names the function that moves to another place of the request's body.
static inline CURLcode ferry_curl_on_seek(CURL *easy, curl_seek_callback function, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, function);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_SEEKDATA, context);
}

/// Names the function that takes the reply's body.
static inline CURLcode ferry_curl_on_write(CURL *easy, curl_write_callback function, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, function);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}

/// Names the function that takes the reply's header, one whole line a call, interim replies included.
static inline CURLcode ferry_curl_on_header(CURL *easy, curl_write_callback function, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, function);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
}

/// Names the function that is asked before the request goes out on a connection, once for each time it would.
static inline CURLcode ferry_curl_on_request(CURL *easy, curl_prereq_callback function, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
}

/// Names the function that closes sockets. A connection keeps it, and `context`, for as long as it lives.
static inline CURLcode ferry_curl_on_close(CURL *easy, curl_closesocket_callback function, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, function);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, context);
}

/// Allows `http` and `https` only, for the request and for redirects.
static inline CURLcode ferry_curl_pin_protocols(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    const long pinned = CURLPROTO_HTTP | CURLPROTO_HTTPS;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS, pinned);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, pinned);
#endif
}

/// Lets a handle go without waiting for a name lookup that is still under way.
///
/// Libraries before 7.87 always wait; there the call does nothing.
static inline CURLcode ferry_curl_set_quick_exit(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)easy;
    return CURLE_OK;
#endif
}

/// Asks for a value that is a `long`.
static inline CURLcode ferry_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

/// Asks for a value that is a `curl_off_t`; times are in microseconds.
static inline CURLcode ferry_curl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

/// Sets an option of a multi handle that takes a `long`.
static inline CURLMcode ferry_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// Initialises the library for the process. Must have returned before any other call.
static inline CURLcode ferry_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

/// The library's version as text, such as `7.88.1`.
static inline const char *ferry_curl_version(void) {
    return curl_version_info(CURLVERSION_NOW)->version;
}

/// The TLS library behind it as text, such as `OpenSSL/3.0.15`; empty when there is none.
static inline const char *ferry_curl_tls_version(void) {
    const char *text = curl_version_info(CURLVERSION_NOW)->ssl_version;
    return text ? text : "";
}

/// The code for a reply that passes one of the library's own limits (`CURLE_TOO_LARGE`, from 8.6 on).
static const unsigned int FERRY_CURLE_TOO_LARGE = 100;
/// What a read function answers to break its transfer off.
static const size_t FERRY_CURL_READ_ABORT = CURL_READFUNC_ABORT;
/// What a read function answers to be asked again only after the transfer is continued.
static const size_t FERRY_CURL_READ_PAUSE = CURL_READFUNC_PAUSE;
/// The size of the buffer for an error's text.
static const size_t FERRY_CURL_ERROR_SIZE = CURL_ERROR_SIZE;
