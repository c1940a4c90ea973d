// The smallest task that a dispatch can do: hands the host's word back.
layout(binding = BINDING_REQUESTS) readonly buffer Requests { uint requests[]; };
layout(binding = BINDING_ANSWERS) writeonly buffer Answers { uint answers[]; };

void main() {
  answers[0u] = requests[0u];
}
