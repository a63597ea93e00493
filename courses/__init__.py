"""What a course is, when it is complete, and what is stated about it (xAPI). Pure: no clock.

The map, with the public names:

- ``model``: Course, Lesson, Outcome, Question, Answer, TestRules, Text, QuestionKind
- ``problems``: Problem (code, params, where, line; ``sentence(lang)``), CourseError, AnswersRefused
- ``folder``: read_course_folder(path) -> dict[str, bytes]; check_course(files) -> tuple[Problem];
  load_course(files) -> Course (raises CourseError)
- ``advice``: advise_course(files) -> tuple[Problem]: what may be better and refuses nothing
- ``readability``: measure(markdown) -> Readability (words, words_a_sentence, lix)
- ``lessons``: render_lesson(course, lesson_id, lang, *, media_url) -> RenderedLesson
- ``assessment``: draw_attempt(course, seed) -> AttemptPaper; mark_attempt(paper, answers) -> Marks;
  mark_check(course, check_id, chosen) -> MarkedQuestion; paper_as_dict, paper_from_dict
- ``statements``: Learner; registered, launched, initialized, experienced_lesson,
  completed_lesson, answered_check, answered_question, marked_test (passed or failed),
  completed_course: each a tincan Statement whose id is made of what it states; statement_json;
  validate_statement; statements_equal; format_statement; course_iri and the like
- ``progress``: completion(course, statements, *, public_url, registration) -> Progress
"""
