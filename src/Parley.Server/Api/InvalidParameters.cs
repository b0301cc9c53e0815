using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Parley.Server.Api;

/// <summary>The refusal of a query: all that is wrong with it, in the shape that clients know (contract 2.4).</summary>
internal sealed record InvalidParametersDocument(string Error, string Message, string Info, string Code, int Status, InvalidParameters Err);

/// <summary>The list inside.</summary>
internal sealed record InvalidParameters(IReadOnlyList<InvalidParameter> Issues, string Name = "ZodError")
{
    private const string Text = "Invalid parameters";

    public static IResult ToResult(IReadOnlyList<InvalidParameter> issues, string code) => TypedResults.Json(
        new InvalidParametersDocument(Text, Text, Text, code, 400, new(issues)), ApiJson.Default.InvalidParametersDocument, statusCode: 400);
}

/// <summary>One wrong parameter.</summary>
internal sealed record InvalidParameter(string Code, IReadOnlyList<string> Path, string Message);

/// <summary>Reads the parameters of a query and collects what is wrong.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly List<InvalidParameter> _issues = [];

    /// <summary>The refusal; <see langword="null"/> when all is well.</summary>
    public IResult? Refusal => _issues.Count == 0 ? null : InvalidParameters.ToResult(_issues, "400");

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

        Fail(name, $"Expected a whole number from {minimum} to {maximum}, received '{Shorten(text)}'");
        return fallback;
    }

    public string OneOf(string name, string fallback, params string[] choices)
    {
        var text = Find(name) ?? fallback;
        if (!choices.Contains(text))
        {
            Fail(name, $"Expected one of {string.Join(", ", choices)}, received '{Shorten(text)}'");
        }

        return text;
    }

    public double? Number(string name)
    {
        if (Find(name) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Fail(name, $"Expected a number of seconds, received '{Shorten(text)}'");
        return null;
    }

    public Guid? Id(string name)
    {
        if (Find(name) is not { } text)
        {
            return null;
        }

        if (Guid.TryParse(text, out var id))
        {
            return id;
        }

        Fail(name, $"Expected a UUID, received '{Shorten(text)}'");
        return null;
    }

    /// <summary>A moment, without noting anything; <see langword="false"/> when what is there is none.</summary>
    public bool TryMoment(string name, out DateTimeOffset? moment)
    {
        moment = null;
        if (Find(name) is not { } text)
        {
            return true;
        }

        var reads = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read);
        moment = reads ? read : null;
        return reads;
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

        Fail(name, $"Expected a date and time such as 2025-12-31T23:59:59Z, received '{Shorten(text)}'");
        return null;
    }

    public string? Text(string name, int longest)
    {
        if (Find(name) is not { } text || text.Length <= longest)
        {
            return Find(name);
        }

        Fail(name, $"Expected at most {longest} characters, received {text.Length}");
        return null;
    }

    private string? Find(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    private static string Shorten(string text) => text.Length <= 64 ? text : $"{text[..64]}...";

    private void Fail(string name, string message) => _issues.Add(new("invalid_type", [name], message));
}
