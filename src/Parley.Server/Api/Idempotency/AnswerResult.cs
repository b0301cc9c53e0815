using Microsoft.AspNetCore.Http;
using Parley.Server.Storage;

namespace Parley.Server.Api.Idempotency;

/// <summary>An answer as it was written, byte for byte.</summary>
internal sealed record AnswerResult(KeptAnswer Answer, bool IsReplay) : IResult, IStatusCodeHttpResult
{
    /// <inheritdoc/>
    public int? StatusCode => Answer.Status;

    /// <summary>Has a result write itself, but not to the caller. Headers that it sets stay set.</summary>
    public static async Task<KeptAnswer> RenderAsync(HttpContext context, object? result)
    {
        var written = result as IResult ?? throw new InvalidOperationException("A route with an Idempotency-Key must give an IResult.");
        var response = context.Response;
        var wire = response.Body;
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            await written.ExecuteAsync(context);
            await response.BodyWriter.FlushAsync();
        }
        finally
        {
            response.Body = wire;
        }

        return new(response.StatusCode, response.ContentType, buffer.ToArray());
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = Answer.Status;
        response.ContentType = Answer.ContentType;
        response.ContentLength = Answer.Body.Length;
        if (IsReplay)
        {
            response.Headers[IdempotencyFilter.ReplayedHeader] = "true";
        }

        await response.Body.WriteAsync(Answer.Body, httpContext.RequestAborted);
    }
}
