# Warnings and sanitizers of our own code. Generated code and system headers are excepted: they are
# reached through SYSTEM include directories, and generated targets do not link costdb_warnings.

add_library(costdb_warnings INTERFACE)
target_compile_options(costdb_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual
  -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
# GCC 12 sees overlaps in std::string's operator+ that cannot be (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(costdb_warnings INTERFACE -Wno-restrict)
endif()

set(COSTDB_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize= takes them")
if(COSTDB_SANITIZE)
  add_compile_options(-fsanitize=${COSTDB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -O1)
  add_link_options(-fsanitize=${COSTDB_SANITIZE})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()
