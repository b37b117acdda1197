/* The public header is the first thing an app sees: C11, alone, twice, with every warning an error. */
#include <pendata/pendata.h>
#include <pendata/pendata.h>

#include <stdio.h>
#include <string.h>

int main(void) {
    pendata_error error = {sizeof error, 0, 0, "", "", "", 0};
    pendata_save_options options = PENDATA_SAVE_OPTIONS_DEFAULT;
    pendata_view path = {"/no/such/folder/a.db", 20};
    pendata_tablet* tablet = NULL;

    if (pendata_tablet_open(path, NULL, &tablet, &error) != PENDATA_NOT_FOUND || tablet != NULL) return 1;
    if (error.status != PENDATA_NOT_FOUND || error.row != -1 || strlen(error.text_en) == 0) return 2;
    if (options.evidence != -1) return 3;
    return puts(pendata_version()) < 0;
}
