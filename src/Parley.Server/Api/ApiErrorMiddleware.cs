using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Parley.Server.Api;

/// <summary>Gives every error without a body the envelope: unknown routes, wrong methods, what Kestrel refuses, what throws.</summary>
internal sealed partial class ApiErrorMiddleware(RequestDelegate next, ILogger<ApiErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? ApiError.TooLarge : ApiError.Bad(e.Message) with { Status = e.StatusCode, Code = $"{e.StatusCode}" });
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;   // Nobody is there to be answered.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Log.Failed(logger, e, context.Request.Method, context.Request.Path);
            await WriteAsync(context, ApiError.Internal);
            return;
        }

        var response = context.Response;
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null && string.IsNullOrEmpty(response.ContentType))
        {
            await WriteAsync(context, ErrorOf(context));
        }
    }

    private static ApiError ErrorOf(HttpContext context) => context.Response.StatusCode switch
    {
        404 => ApiError.NoSuchRoute,
        405 => ApiError.WrongMethod(context.Request.Method, context.Response.Headers.Allow.ToString()),
        413 => ApiError.TooLarge,
        500 => ApiError.Internal,
        var status => new(status, $"{status}", ReasonPhrases.GetReasonPhrase(status)),
    };

    private static Task WriteAsync(HttpContext context, ApiError error)
    {
        context.Response.StatusCode = error.Status;
        return context.Response.WriteAsJsonAsync(error.ToDocument(), ApiJson.Default.ErrorDocument);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string method, PathString path);
    }
}
