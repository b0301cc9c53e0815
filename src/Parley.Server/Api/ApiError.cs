using Microsoft.AspNetCore.Http;

namespace Parley.Server.Api;

/// <summary>A refusal: status, code and text of contract 1.3 and 2.1.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code; often the status again.</param>
/// <param name="Text">What was wrong, for people.</param>
internal sealed record ApiError(int Status, string Code, string Text)
{
    /// <summary>When it may be tried again, if that is what helps.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ApiError NoPublicKey { get; } = new(401, "PCC-1002", "Attempt to start agent without public api key.");

    public static ApiError NotReadyToStart { get; } = new(400, "PCC-1001", "Attempt to start agent when deployment is not in ready state. Is your image pull secret valid?");

    public static ApiError BadKey { get; } = new(401, "401", "Unauthorized / token expired");

    public static ApiError Unauthorized { get; } = new(401, "UNAUTHORIZED", "Unauthorized");

    public static ApiError NoSuchAgent { get; } = new(404, "404", "Service not found");

    public static ApiError NoSuchSession { get; } = new(404, "404", "Session not found");

    public static ApiError NoSuchOrganization { get; } = new(404, "404", "Organization not found");

    public static ApiError NotReady { get; } = new(404, "404", "Invalid or not-yet-ready session_id");

    public static ApiError NoSuchEndpoint { get; } = new(404, "404", "The session's agent has no such endpoint");

    public static ApiError AgentSilent { get; } = new(504, "504", "The session's agent did not answer in time");

    public static ApiError NoSuchRoute { get; } = new(404, "404", "API endpoint not found");

    public static ApiError TooLarge { get; } = new(413, "413", "Payload Too Large");

    public static ApiError AtCapacity { get; } = new(429, "PCC-AGENT-AT-CAPACITY", "Service maximum agent instances reached") { RetryAfter = TimeSpan.FromSeconds(5) };

    public static ApiError TooOften { get; } = new(429, "429", "Rate limit exceeded. Please try again later");

    public static ApiError Internal { get; } =
        new(500, "500", "Internal server error. Please check logs for more information or contact support.");

    public static ApiError Stopping { get; } = new(503, "503", "The server is stopping");

    /// <summary>A request about agents or secrets that cannot be done, in the words of contract 2.2.</summary>
    public static ApiError BadRequest(string text) => new(400, "GENERIC_BAD_REQUEST", text);

    /// <summary>What a request about agents or secrets names is not there.</summary>
    public static ApiError NotFound(string text) => new(404, "NOT_FOUND", text);

    /// <summary>The request is not as it must be.</summary>
    public static ApiError Bad(string text) => new(400, "400", text);

    /// <summary>The method is not one of those that the route takes.</summary>
    public static ApiError WrongMethod(string method, string allowed) => new(405, "405", $"Method {method} is not allowed here; use {allowed}");

    /// <summary>The envelope: the same text under the three names that clients look for.</summary>
    public ErrorDocument ToDocument() => new(Text, Text, Text, Code, Status);

    public IResult ToResult() => new ErrorResult(this);
}

/// <summary>The body of every error.</summary>
internal sealed record ErrorDocument(string Error, string Message, string Info, string Code, int Status);
