// How --param reads values.

#include <gtest/gtest.h>

#include "tools/command/parameter.h"
#include "tools/output/value_text.h"

namespace costdb::tools {
namespace {

Value ParsedValue(std::string_view text) {
  auto parsed = ParseParameter(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.ok() ? parsed->second : Value::Null();
}

void ExpectValue(std::string_view text, Type type, std::string_view exact) {
  const Value value = ParsedValue(text);
  EXPECT_EQ(value.type, type) << text;
  EXPECT_EQ(ExactText(value), exact) << text;
}

TEST(Parameter, TheTypeFollowsFromTheText) {
  ExpectValue("n=42", Type::kInt, "42");
  ExpectValue("n=-7", Type::kInt, "-7");
  ExpectValue("x=0.25", Type::kDecimal, "0.25");
  ExpectValue("limit=$0.40", Type::kMoney, "0.4");
  ExpectValue("limit=-$3", Type::kMoney, "-3");
  ExpectValue("on=true", Type::kBool, "true");
  ExpectValue("x=null", Type::kNull, "");
  ExpectValue("user=alice", Type::kText, "alice");
  ExpectValue("user='42'", Type::kText, "42");
  ExpectValue("user=", Type::kText, "");
  ExpectValue("expression=a=b", Type::kText, "a=b");
}

TEST(Parameter, WhatIsNoNumberIsText) {
  for (const char* text : {"x=1.", "x=.5", "x=1e5", "x=--1", "x=$", "x=$0.0000000000001",
                           "x=9999999999999999999999999999999999999999999"}) {
    EXPECT_EQ(ParsedValue(text).type, Type::kText) << text;
  }
}

TEST(Parameter, NeedsANameAndAValue) {
  EXPECT_FALSE(ParseParameter("alice").ok());
  EXPECT_FALSE(ParseParameter("=alice").ok());
}

}  // namespace
}  // namespace costdb::tools
