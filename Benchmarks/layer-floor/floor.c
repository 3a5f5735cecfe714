// The floor for fetching a layer: inflates standard input with zlib and computes the SHA-256 of what comes in and of
// what comes out, on two threads. Build: cc -O2 floor.c -lz -lcrypto -lpthread
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { SLOTS = 4, SIZE = 1 << 20 };

static unsigned char slots[SLOTS][SIZE];
static size_t counts[SLOTS];
static int filled, finished;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;

static void show(const char *name, EVP_MD_CTX *context) {
    unsigned char value[32];
    EVP_DigestFinal_ex(context, value, NULL);
    printf("%s ", name);
    for (int i = 0; i < 32; i++) printf("%02x", value[i]);
    printf("\n");
}

static void *hash_output(void *argument) {
    (void)argument;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    for (int next = 0;; next = (next + 1) % SLOTS) {
        pthread_mutex_lock(&mutex);
        while (filled == 0 && !finished) pthread_cond_wait(&change, &mutex);
        if (filled == 0) break;
        pthread_mutex_unlock(&mutex);
        EVP_DigestUpdate(context, slots[next], counts[next]);
        pthread_mutex_lock(&mutex);
        filled--;
        pthread_cond_broadcast(&change);
        pthread_mutex_unlock(&mutex);
    }
    pthread_mutex_unlock(&mutex);
    show("tar", context);
    return NULL;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, hash_output, NULL);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    z_stream stream = {0};
    inflateInit2(&stream, 15 + 32);
    static unsigned char input[256 << 10];
    int slot = 0, result = Z_OK;
    stream.next_out = slots[0];
    stream.avail_out = SIZE;
    ssize_t count;
    while ((count = read(0, input, sizeof input)) > 0) {
        EVP_DigestUpdate(context, input, (size_t)count);
        stream.next_in = input;
        stream.avail_in = (uInt)count;
        while (result == Z_OK) {
            result = inflate(&stream, Z_NO_FLUSH);
            const int is_full = stream.avail_out == 0;
            if (is_full || result == Z_STREAM_END) {
                pthread_mutex_lock(&mutex);
                counts[slot] = SIZE - stream.avail_out;
                filled++;
                pthread_cond_broadcast(&change);
                while (filled == SLOTS) pthread_cond_wait(&change, &mutex);
                pthread_mutex_unlock(&mutex);
                slot = (slot + 1) % SLOTS;
                stream.next_out = slots[slot];
                stream.avail_out = SIZE;
            }
            if (!is_full && stream.avail_in == 0) break;
        }
        if (result == Z_BUF_ERROR) result = Z_OK;
    }
    show("layer", context);
    pthread_mutex_lock(&mutex);
    finished = 1;
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    return result == Z_STREAM_END ? 0 : 1;
}
