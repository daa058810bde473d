"""Controls of public benchmarks, and what the rules' findings say of them."""
