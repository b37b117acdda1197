// Drawing with libqrencode and libpng.
#include "tools/admin/qr_png.hpp"

#include <png.h>
#include <qrencode.h>

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

namespace pendata::admin {

namespace {

constexpr std::size_t pixels_per_module = 8;
constexpr std::size_t quiet_modules = 4;  // ISO/IEC 18004
constexpr unsigned char white = 0xff;
constexpr unsigned char black = 0x00;

struct picture {
    std::size_t side = 0;
    std::vector<unsigned char> pixels;
};

picture drawn(const QRcode& code) {
    const auto modules = static_cast<std::size_t>(code.width);
    picture out;
    out.side = (modules + 2 * quiet_modules) * pixels_per_module;
    out.pixels.assign(out.side * out.side, white);
    for (std::size_t y = 0; y < modules * pixels_per_module; ++y) {
        for (std::size_t x = 0; x < modules * pixels_per_module; ++x) {
            const bool dark = (code.data[y / pixels_per_module * modules + x / pixels_per_module] & 1) != 0;
            const std::size_t border = quiet_modules * pixels_per_module;
            if (dark) out.pixels[(y + border) * out.side + x + border] = black;
        }
    }
    return out;
}

}  // namespace

result<bytes> qr_png(std::string_view text) {
    const std::string code_text(text);
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString(code_text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free);
    if (!code) return errno == ERANGE ? errc::too_large : errc::no_memory;
    const picture drawing = drawn(*code);

    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = image.height = static_cast<png_uint_32>(drawing.side);
    image.format = PNG_FORMAT_GRAY;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    bytes out(size, '\0');
    const int written = png_image_write_to_memory(&image, out.data(), &size, 0, drawing.pixels.data(), 0, nullptr);
    png_image_free(&image);
    if (written == 0) return errc::no_memory;
    out.resize(size);
    return out;
}

}  // namespace pendata::admin
