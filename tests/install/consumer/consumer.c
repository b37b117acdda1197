/* The smallest app: it includes what was installed and says which version it got. */
#include <pendata/pendata.h>
#include <stdio.h>

int main(void) { return puts(pendata_version()) < 0; }
