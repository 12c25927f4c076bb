# cmake -DOUTPUT=... -DTEXT=... -DHEADER=... -DCONSTANT=... -P EmbedText.cmake
# Writes a source file that defines the std::string_view CONSTANT, declared by HEADER, as the text of a file.
file(READ ${TEXT} text)
file(WRITE ${OUTPUT} "#include \"${HEADER}\"\n\nconst std::string_view crystalgan::${CONSTANT} =
    R\"crystalgan_text(${text})crystalgan_text\";\n")
