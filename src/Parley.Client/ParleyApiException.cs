using System.Net;

namespace Parley.Client;

/// <summary>The server has refused a request, or has answered what no Parley server answers.</summary>
public sealed class ParleyApiException : Exception
{
    /// <summary>Makes one.</summary>
    public ParleyApiException(HttpStatusCode status, string code, string text, TimeSpan? retryAfter = null)
        : base($"{(int)status} {code}: {text}") => (Status, Code, Text, RetryAfter) = (status, code, text, retryAfter);

    /// <summary>Makes one for an answer that cannot be read.</summary>
    public ParleyApiException(HttpStatusCode status, string text, Exception cause)
        : base($"{(int)status}: {text}", cause) => (Status, Code, Text) = (status, "", text);

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The code, such as <c>PCC-AGENT-AT-CAPACITY</c>; often the status again, for rooms the type of the error.</summary>
    public string Code { get; }

    /// <summary>What was wrong, for people.</summary>
    public string Text { get; }

    /// <summary>When it may be tried again, if the server says so.</summary>
    public TimeSpan? RetryAfter { get; }
}
