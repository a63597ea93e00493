"""A mutation tester for the credit engine: does a test fail when the code is wrong?"""
