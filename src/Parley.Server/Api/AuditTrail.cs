using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary>Writes down every change that a private key asks for: who, when, what, and how it was answered. Starts with a public key are in the sessions already.</summary>
internal static partial class AuditTrail
{
    private const int MaxTargetLength = 256;

    public static async ValueTask<object?> KeepAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, Caller caller)
    {
        var context = invocation.HttpContext;
        var method = context.Request.Method;
        if (caller.Kind is ApiKeyKind.Public || HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
        {
            return await next(invocation);
        }

        var status = StatusCodes.Status500InternalServerError;
        try
        {
            var result = await next(invocation);
            status = result is IStatusCodeHttpResult { StatusCode: { } told } ? told : StatusCodes.Status200OK;
            return result;
        }
        finally
        {
            await WriteAsync(context, caller, status);
        }
    }

    private static async Task WriteAsync(HttpContext context, Caller caller, int status)
    {
        var services = context.RequestServices;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var target = string.Join(' ', context.Request.RouteValues.Where(v => v.Key != "org").Select(v => $"{v.Key}={v.Value}"));
        try
        {
            await services.GetRequiredService<AuditStore>().AddAsync(
                new AuditEntry
                {
                    At = services.GetRequiredService<TimeProvider>().GetUtcNow(),
                    KeyId = caller.KeyId,
                    KeyName = caller.Name,
                    KeyKind = caller.Kind,
                    Method = context.Request.Method,
                    Route = route,
                    Target = target.Length <= MaxTargetLength ? target : target[..MaxTargetLength],
                    Status = status,
                },
                CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or DbUpdateException or RetryLimitExceededException)
        {
            Log.NotWritten(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AuditTrail)), e, context.Request.Method, route, caller.KeyId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The trail of changes lacks {Method} {Route} by key {KeyId}")]
        public static partial void NotWritten(ILogger logger, Exception exception, string method, string route, string keyId);
    }
}
