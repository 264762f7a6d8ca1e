"""Policies with which a function may be called by its name alone."""

import pytest

from mappinglint.dialects.invoking import may_call_any, text_may_call_any

_ARN = "arn:aws:lambda:eu-west-1:123456789012:function"


@pytest.mark.parametrize("action", ["lambda:InvokeFunction", "lambda:*", "Lambda:Invoke*"])
@pytest.mark.parametrize("resource", ["*", f"{_ARN}:*", f"{_ARN}:${{self:service}}-*"])
def test_wildcard_is_for_any_function(action: str, resource: str) -> None:
    assert may_call_any(["logs:PutLogEvents", action], [resource])


@pytest.mark.parametrize(
    "resource", [f"{_ARN}:orders", f"{_ARN}:orders:*", "${Orders.Arn}", "${Orders.Arn}:*"]
)
def test_wildcard_for_versions_is_for_one_function(resource: str) -> None:
    assert not may_call_any(["lambda:InvokeFunction"], [resource])


@pytest.mark.parametrize("action", ["*", "lambda:GetFunction", "sqs:*"])
def test_other_actions_call_nobody(action: str) -> None:
    assert not may_call_any([action], ["*"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"Statement": {"Action": "lambda:InvokeFunction", "Resource": "*"}}', True),
        ('{"Statement": [{"Action": ["lambda:InvokeFunction"], "Resource": ["*"]}]}', True),
        ('{"Statement": [{"Effect": "Deny", "Action": "lambda:*", "Resource": "*"}]}', False),
        ('{"Statement": [{"Action": "lambda:Inv*", "Resource": "x"}, {"Resource": "*"}]}', False),
        ('{"Statement": [{"Action": "lambda:InvokeFunction", "Resource": "*"}, %{ if x }]', True),
        ('{"Statement": [{"Action": "lambda:InvokeFunction", "Resource": "${x}"}, ${y}]', False),
        ('["lambda:InvokeFunction", "*"]', False),
        ("lambda:InvokeFunction", False),
        ('{"Statement": [null, {"Action": {"lambda:": 1}, "Resource": 3}]}', False),
        ("[" * 100_000 + "lambda:", False),
    ],
)
def test_policy_may_be_a_text(text: str, expected: bool) -> None:
    assert text_may_call_any(text) is expected
