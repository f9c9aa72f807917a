# costdb_module(<name> DEPENDS <modules...> PRIVATE_LIBRARIES <libraries...>)
#
# A static library of every .cc file below the current folder. The folder is visible to others only
# through a link in the build tree (module_include/<name>/<name>), which becomes an include directory
# of those who depend on the module: an include that crosses the architecture does not compile.
function(costdb_module name)
  cmake_parse_arguments(MODULE "" "" "DEPENDS;PRIVATE_LIBRARIES;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  foreach(pattern ${MODULE_EXCLUDE})
    list(FILTER sources EXCLUDE REGEX ${pattern})
  endforeach()
  set(include_directory ${CMAKE_BINARY_DIR}/module_include/${name})
  file(MAKE_DIRECTORY ${include_directory})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${include_directory}/${name} SYMBOLIC)
  add_library(costdb_${name} STATIC ${sources})
  set_target_properties(costdb_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(costdb_${name} PUBLIC ${include_directory})
  target_link_libraries(costdb_${name}
    PUBLIC costdb_include ${MODULE_DEPENDS}
    PRIVATE costdb_warnings ${MODULE_PRIVATE_LIBRARIES})
endfunction()
