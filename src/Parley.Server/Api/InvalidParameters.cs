using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Parley.Server.Api;

/// <summary>The refusal of a query: all that is wrong with it, in the shape that clients know (contract 2.4).</summary>
internal sealed record InvalidParametersDocument(string Error, string Message, string Info, string Code, int Status, InvalidParameters Err);

/// <summary>The list inside.</summary>
internal sealed record InvalidParameters(IReadOnlyList<InvalidParameter> Issues, string Name = "ZodError");

/// <summary>One wrong parameter.</summary>
internal sealed record InvalidParameter(string Code, IReadOnlyList<string> Path, string Message);

/// <summary>Reads the parameters of a query and collects what is wrong.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private const string Text = "Invalid parameters";

    private readonly List<InvalidParameter> _issues = [];

    /// <summary>The refusal; <see langword="null"/> when all is well.</summary>
    public IResult? Refusal => _issues.Count == 0
        ? null
        : TypedResults.Json(
            new InvalidParametersDocument(Text, Text, Text, "400", 400, new(_issues)), ApiJson.Default.InvalidParametersDocument, statusCode: 400);

    public int Integer(string name, int fallback, int minimum, int maximum)
    {
        if (Find(name) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Fail(name, $"Expected a whole number from {minimum} to {maximum}, received '{text}'");
        return fallback;
    }

    public string OneOf(string name, string fallback, params string[] choices)
    {
        var text = Find(name) ?? fallback;
        if (!choices.Contains(text))
        {
            Fail(name, $"Expected one of {string.Join(", ", choices)}, received '{text}'");
        }

        return text;
    }

    public DateTimeOffset? Moment(string name)
    {
        if (Find(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment;
        }

        Fail(name, $"Expected a date and time such as 2025-12-31T23:59:59Z, received '{text}'");
        return null;
    }

    private string? Find(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    private void Fail(string name, string message) => _issues.Add(new("invalid_type", [name], message));
}
