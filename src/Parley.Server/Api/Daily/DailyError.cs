using Microsoft.AspNetCore.Http;

namespace Parley.Server.Api.Daily;

/// <summary>A refusal in the shape of the rooms API (contract 4.1).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">One of the contract's types, such as <c>invalid-request-error</c>.</param>
/// <param name="Info">What was wrong, for people.</param>
internal sealed record DailyError(int Status, string Type, string Info)
{
    /// <summary>The type of most refusals.</summary>
    public const string InvalidType = "invalid-request-error";

    /// <summary>The <c>Authorization</c> header is missing or is no bearer token.</summary>
    public static DailyError NoKey { get; } = new(400, "authorization-header-error", "The Authorization header must be 'Bearer ' and a private key of this server");

    /// <summary>The key is none of ours, or no private one.</summary>
    public static DailyError BadKey { get; } = new(401, "authentication-error", "The key is not valid, or is not a private key");

    /// <summary>The key opens other things.</summary>
    public static DailyError Forbidden(string info) => new(403, "forbidden-error", info);

    /// <summary>The body is no JSON object.</summary>
    public static DailyError NoJson(string info) => new(400, "json-parsing-error", info);

    /// <summary>The request is not as it must be.</summary>
    public static DailyError Invalid(string info) => new(400, InvalidType, info);

    /// <summary>There is no such thing.</summary>
    public static DailyError NotFound(string info) => new(404, "not-found", info);

    /// <summary>What the field readers found wrong, in this shape.</summary>
    public static DailyError Of(ApiError error) => Invalid(error.Text) with { Status = error.Status };

    public IResult ToResult() => TypedResults.Json(new DailyErrorDocument(Type, Info), DailyErrorJson.Default.DailyErrorDocument, statusCode: Status);
}

/// <summary>The body of such a refusal.</summary>
internal sealed record DailyErrorDocument(string Error, string Info);
